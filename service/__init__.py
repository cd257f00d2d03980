"""Use-cases for people, and what every process shares: settings, connections, logs and the way out.

People sign in here, their commands are signed and sent to workflows here, and the record is read here. The
command line stands on this package alone.
"""
