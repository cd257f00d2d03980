"""What a notice says fits where it is written, whatever was recorded."""

from dataclasses import replace
from uuid import UUID

from domain.events import Event
from domain.events.innovation import ProposalReturned
from domain.names import NAMELESS
from domain.next_acts import Tables
from domain.shown import Shown
from processes.delivery import Message, Recipient, mail
from processes.letters import About, Addressee, letters
from service.people import Called
from tests.domain.journeys import proposed


def test_a_recorded_title_of_several_lines_is_one_line_in_a_mail() -> None:
    life = proposed()
    content = life.state.content
    assert content is not None
    title = content.model_copy(update={"title": "Kartu\r\nInsentif\t Anak\u2028Bcc: semua@jejak.example"})
    about = About(replace(life.state, content=title), None, Tables(life.rules.regions, life.rules.agencies))
    shown: Shown[Event] = Shown(ProposalReturned(from_stage="proposal"))
    (letter,) = letters(about, [Addressee(Recipient("proposer"), shown, [])], shown, Called(NAMELESS, {}))
    message = Message(UUID(int=1), "ProposalReturned", "innovation/1", 2, (letter,))
    written = mail(message, letter, "jejak@jejak.example")
    one_line = "Kartu Insentif Anak Bcc: semua@jejak.example"
    assert written["Subject"].startswith(f"[Jejak] {one_line}: ")
    assert written["Bcc"] is None
    assert letter.text.splitlines()[0] == letter.logged.splitlines()[0] == one_line
