"""The rules of scaling up a public-service innovation, as pure Python.

Nothing here reads a clock, a file, a network or a database: `decide` turns a state and a command into
events or a refusal, `evolve` turns a state and an event into the next state, `view` derives what lists show.
"""
