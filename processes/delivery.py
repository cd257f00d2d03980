"""Where notices go: a log line, a mail, or an HTTP request. Each bears the notice's id, so a repeat is recognised."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib
import httpx
import structlog

from wiring.settings import Settings

log = structlog.get_logger()

TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to notify, with the name and contacts that the vault has."""

    person: str
    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in words and its recipients: the same in Indonesian (`id`) and English (`en`)."""

    notice_id: UUID
    event: str
    stream: str
    version: int
    subject: dict[str, str]
    text: dict[str, str]
    logged: str
    """The Indonesian text with people's ids in place of their names, which no log is to hold."""
    recipients: tuple[Recipient, ...]


class Sink(Protocol):
    """Delivers messages. Raises when one couldn't be delivered; it will be tried again."""

    async def send(self, message: Message) -> None:
        """Deliver one message."""


class LogSink:
    """One log line for each message, with opaque ids only."""

    async def send(self, message: Message) -> None:
        to = [recipient.person for recipient in message.recipients]
        log.info("notice", notice_id=str(message.notice_id), stream=message.stream, to=to, text=message.logged)


class MailSink:
    """One mail for each message, its recipients in the envelope only, so that none sees the others."""

    def __init__(self, url: str, sender: str) -> None:
        self._server = urlsplit(url)
        self._sender = sender

    async def send(self, message: Message) -> None:
        addresses = [recipient.email for recipient in message.recipients if recipient.email]
        if not addresses:
            log.warning("nobody has an address for a notice", notice_id=str(message.notice_id))
            return
        server = self._server
        refused, _ = await aiosmtplib.send(
            mail(message, self._sender),
            sender=self._sender,
            recipients=addresses,
            hostname=server.hostname,
            port=server.port,
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            use_tls=server.scheme == "smtps",
            timeout=TIMEOUT_S,
        )
        if refused:
            log.warning("addresses refused", notice_id=str(message.notice_id), refused=len(refused))


class WebhookSink:
    """One POST with JSON for each message; any 2xx answer means that it was delivered."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def send(self, message: Message) -> None:
        headers = {"Idempotency-Key": str(message.notice_id)}
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
            answer = await client.post(self._url, json=document(message), headers=headers)
        if not answer.is_success:
            raise OSError(f"the webhook answered {answer.status_code}")  # not with its URL, which may hold a secret


def sink_of(settings: Settings) -> Sink:
    """The sink that the settings name."""
    if settings.notice_sink == "smtp":
        assert settings.notice_smtp_url is not None
        assert settings.notice_from is not None
        return MailSink(settings.notice_smtp_url.get_secret_value(), settings.notice_from)
    if settings.notice_sink == "webhook":
        assert settings.notice_webhook_url is not None
        return WebhookSink(settings.notice_webhook_url.get_secret_value())
    return LogSink()


def mail(message: Message, sender: str) -> EmailMessage:
    """The message as a mail, Indonesian first."""
    result = EmailMessage()
    result["From"] = sender
    result["To"] = "undisclosed-recipients:;"
    result["Subject"] = f"[Jejak] {message.subject['id']} / {message.subject['en']}"
    result["Message-ID"] = f"<{message.notice_id}@{sender.rpartition('@')[2].rstrip('>')}>"
    result["Auto-Submitted"] = "auto-generated"
    result.set_content(f"{message.text['id']}\n\n--\n\n{message.text['en']}\n\n{message.stream} v{message.version}\n")
    return result


def document(message: Message) -> dict[str, object]:
    """The message as JSON."""
    return {
        "notice_id": str(message.notice_id),
        "event": message.event,
        "stream": message.stream,
        "version": message.version,
        "subject": message.subject,
        "text": message.text,
        "recipients": [{"person": each.person, "name": each.name, "email": each.email} for each in message.recipients],
    }
