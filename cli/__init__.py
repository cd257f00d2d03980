"""The command line, by role: it reads what a person typed, asks the service, and tells what came of it.

`app` holds the one Typer application and registers commands, `main` runs one of them, `endings` and `boundary` turn
every outcome into an exit code and a sentence, `output` writes tables for people and JSON for programs.
"""
