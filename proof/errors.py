"""The one base of all errors of ours."""


class JejakError(Exception):
    """An error by a stable `code`, with `facts`: the named values that its sentence needs, and no sentence.

    A class has a code of its own, or is raised with one: `Unsupported("too_old", release=3)`. Its `str()` is for logs;
    what people read is looked up by the code, in their language.
    """

    code: str

    def __init__(self, code: str | None = None, /, **facts: object) -> None:
        super().__init__()
        if code is not None:
            self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return " ".join((self.code, *(f"{name}={fact!r}" for name, fact in self.facts.items())))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled by what it holds, whatever a class takes when it is made: errors cross from other processes."""
        return Exception.__new__, (type(self),), self.__dict__
