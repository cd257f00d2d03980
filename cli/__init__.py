"""The command line: it reads what a person typed, asks the service, and says what came of it.

`app` names every command, `main` runs one, and `commands/` has them by role or noun. `options` are what they share,
`input/` reads files and values. `help`, `usage`, `output` and `progress` are what people see; `endings` and `boundary`
turn whatever went wrong into an exit code and a sentence.
"""
