"""How a stage file states its rules: what may be asked, and what happens when a wait falls due."""

from collections.abc import Callable
from typing import Any

from domain.commands import Payload
from domain.events import Event
from domain.innovation.case import Case
from domain.model import Stage
from domain.waits import Wait, WaitKind

Handler = Callable[[Case, Any], list[Event]]
"""Answers a command with its events: the first is the act, the others are its consequences."""

DueHandler = Callable[[Case, Wait], list[Event]]


class StageRules:
    """The rules of one stage, or of several at once."""

    def __init__(self, *stages: Stage) -> None:
        self.stages = stages
        self.commands: dict[type[Payload], Handler] = {}
        self.dues: dict[WaitKind, DueHandler] = {}
        self.reminders: dict[WaitKind, DueHandler] = {}

    def on(self, payload: type[Payload]) -> Callable[[Handler], Handler]:
        """Register what answers a command in this stage."""

        def register(handler: Handler) -> Handler:
            self.commands[payload] = handler
            return handler

        return register

    def due(self, *kinds: WaitKind) -> Callable[[DueHandler], DueHandler]:
        """Register what happens when a wait of that kind falls due in this stage."""

        def register(handler: DueHandler) -> DueHandler:
            for kind in kinds:
                self.dues[kind] = handler
            return handler

        return register

    def reminder(self, kind: WaitKind) -> Callable[[DueHandler], DueHandler]:
        """Register who is reminded, where it isn't simply the role that is awaited."""

        def register(handler: DueHandler) -> DueHandler:
            self.reminders[kind] = handler
            return handler

        return register
