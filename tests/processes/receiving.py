"""Where notices arrive in the tests: a real mail server and a real web server on this machine."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from processes.delivery import MailSink, WebhookSink
from processes.health import served
from tests.waiting import LIMIT_S

SENDER = "Jejak <jejak@menpan.example>"


class Mailbox:
    """What a mail server was handed, and what it answers."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.answer = "250 taken"
        self.unknown: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """As aiosmtpd calls it."""
        if address in self.unknown:
            return f"550 5.1.1 <{address}>: nobody here"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """As aiosmtpd calls it."""
        assert isinstance(envelope.content, bytes)
        mail = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.append(envelope.rcpt_tos)
        return self.answer


class OnAnyPort(Controller):
    """A mail server on a port that was free when it took it."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, MailSink]]:
    """A real mail server on this machine, and the sink that leads there."""
    box = Mailbox()
    controller = OnAnyPort(box, hostname="127.0.0.1", port=0, ready_timeout=LIMIT_S)
    controller.start()
    try:
        yield box, MailSink(f"smtp://127.0.0.1:{controller.port}", SENDER)
    finally:
        controller.stop()


class Hook:
    """What a webhook was sent, and what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[int] = []

    async def take(self, request: Request) -> Response:
        """As Starlette calls it."""
        self.got.append((request.headers["idempotency-key"], await request.json()))
        return Response(status_code=self.answers.pop(0) if self.answers else 204)


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, WebhookSink]]:
    """A real web server on this machine, and the sink that leads there."""
    hook = Hook()
    async with served(Starlette(routes=[Route("/hook", hook.take, methods=["POST"])]), "127.0.0.1", 0) as address:
        yield hook, WebhookSink(f"{address}/hook")
