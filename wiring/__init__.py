"""What every process is wired with: settings, connections, keys, logs."""
