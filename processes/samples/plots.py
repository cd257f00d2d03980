"""The plots: how far a sample comes, and by which acts."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from domain.innovation.state import Innovation
from domain.periods import JAKARTA
from domain.refusals import Code, Refused
from domain.vocabulary import Stage
from processes.samples.editions import LASTING, SHORT
from processes.samples.play import Play

SECRETARIAT, SECOND, MINISTER, DEPUTY = "sekretariat", "sekretariat-2", "menteri", "deputi"
PANEL = ("evaluator-1", "evaluator-2", "evaluator-3")
BANDUNG, SURABAYA, MAKASSAR, JAYAPURA = "32.73", "35.78", "73.71", "91.71"
OFFICERS = {BANDUNG: "petugas-bandung", SURABAYA: "petugas-surabaya", MAKASSAR: "petugas-makassar"}
OFFICERS |= {JAYAPURA: "petugas-jayapura", "33.74": "petugas-semarang", "51.71": "petugas-denpasar"}
OFFICERS |= {"71.71": "petugas-manado", "81.71": "petugas-ambon"}
CAPITALS = (
    *("11.71", "12.71", "13.71", "14.71", "15.71", "16.71", "17.71", "18.71", "19.71", "21.71", "32.71"),
    *("34.71", "35.71", "36.71", "52.71", "53.71", "61.71", "62.71", "63.71", "64.71", "65.71", "72.71"),
    *("74.71", "75.71", "82.71", "96.71"),
)
"""A city of each province that has one, besides those with an officer."""

Plot = Callable[[Play], Awaitable[None]]
PLOTS: dict[str, tuple[str, Plot]] = {}
"""By name: the edition under which it is proposed, and the acts."""


def plot(name: str, edition: str = LASTING) -> Callable[[Plot], Plot]:
    """Names a plot."""

    def named(acts: Plot) -> Plot:
        PLOTS[name] = (edition, acts)
        return acts

    return named


# ---- proposal


@plot("proposed")
@plot("overdue-screening", SHORT)
async def proposed(play: Play) -> None:
    fields = {"edition": play.edition.name, "agency": AGENCIES.get(play.sample.by, f"kota-{play.sample.by}")}
    await play.ask(play.sample.proposer, "propose", {**fields, "proposal": play.sample.proposal(play.edition)})


AGENCIES = {"kemenkes": "kemenkes", **{name: f"kab-{name}" for name in ("banyuwangi", "sleman", "sumbawa")}}
"""The agencies of those who don't propose for a city."""


@plot("returned")
async def returned(play: Play) -> None:
    await proposed(play)
    await play.ask(SECRETARIAT, "return_proposal")


@plot("revised")
async def revised(play: Play) -> None:
    await returned(play)
    await play.ask(play.sample.proposer, "revise", {"evidence": ["Laporan pelaksanaan tahun pertama (contoh)"]})


@plot("withdrawn")
async def withdrawn(play: Play) -> None:
    await proposed(play)
    await play.ask(play.sample.proposer, "withdraw")


@plot("rejected")
async def rejected(play: Play) -> None:
    await proposed(play)
    await play.ask(SECRETARIAT, "reject")


# ---- pilot


@plot("admitted")
@plot("overdue-plan", SHORT)
async def admitted(play: Play) -> None:
    await proposed(play)
    await play.ask(SECRETARIAT, "admit")


@plot("piloting")
async def piloting(play: Play) -> None:
    await admitted(play)
    lasts = "PT20M" if play.edition.name == SHORT else "P6M"
    indicator = {"key": "hasil", **play.sample.indicator.model_dump()}
    pilots = [{"region": code, "lasts": lasts, "indicators": [indicator]} for code in (BANDUNG, MAKASSAR)]
    await play.ask(SECRETARIAT, "plan_pilots", {"pilots": pilots})


async def reported(play: Play, code: str, share: float) -> None:
    """A region reports that it has come so far from the baseline to the target."""
    indicator = play.sample.indicator
    value = round(indicator.baseline + share * (indicator.target - indicator.baseline))
    note = "Dihitung dari buku catatan layanan (contoh)."
    await play.ask(
        OFFICERS[code], "report_measurement", {"region": code, "values": {"hasil": str(value)}, "note": note}
    )


@plot("measured")
async def measured(play: Play) -> None:
    await piloting(play)
    await reported(play, BANDUNG, 0.7)
    await reported(play, MAKASSAR, 0.4)


@plot("amended")
async def amended(play: Play) -> None:
    await measured(play)
    values = {"hasil": str(play.sample.indicator.target)}
    await play.ask(OFFICERS[BANDUNG], "amend_measurement", {"region": BANDUNG, "values": values, "report": 1})


@plot("aborted")
async def aborted(play: Play) -> None:
    await measured(play)
    await play.ask(SECRETARIAT, "abort_pilot", {"region": MAKASSAR})


@plot("suspended-pilot")
async def suspended_pilot(play: Play) -> None:
    await measured(play)
    await play.ask(SECRETARIAT, "suspend")


# ---- evaluation


@plot("no-panel")
@plot("overdue-panel", SHORT)
async def no_panel(play: Play) -> None:
    await measured(play)
    await play.ask(SECRETARIAT, "close_pilots")


@plot("panel")
async def panel(play: Play) -> None:
    await no_panel(play)
    await play.ask(SECRETARIAT, "assign_panel", {"evaluators": list(PANEL)})


async def scored(play: Play, evaluator: str, least: int = 86) -> None:
    """A whole sheet, with scores from the least on."""
    spread = sha256(f"{play.sample.title} {evaluator}".encode()).digest()
    scores = [
        {
            "aspect": aspect,
            "score": least + spread[nth] % 9,
            "justification": "Sesuai laporan daerah uji coba (contoh).",
        }
        for nth, aspect in enumerate(play.edition.weights())
    ]
    note = "Layanannya sederhana dan hasilnya terukur; pendampingan daerah baru perlu disiapkan (contoh)."
    await play.ask(evaluator, "score", {"scores": scores, "note": note, "recommendation": "scale_regions"})


@plot("scored-one")
async def scored_one(play: Play) -> None:
    await panel(play)
    await scored(play, PANEL[0])


@plot("scored-two")
async def scored_two(play: Play) -> None:
    await scored_one(play)
    await scored(play, PANEL[1])


@plot("asked")
async def asked(play: Play) -> None:
    await scored_one(play)
    question = "Berapa biaya tiap penerima layanan dalam setahun?"
    await play.ask(PANEL[1], "request_clarification", {"question": question})


@plot("questioned")
async def questioned(play: Play) -> None:
    await asked(play)
    await play.ask(SECRETARIAT, "forward_clarification", {"clarification": 1})


@plot("conflicted")
async def conflicted(play: Play) -> None:
    await panel(play)
    await play.ask(PANEL[2], "declare_conflict")


# ---- decision


@plot("deciding")
@plot("overdue-decision", SHORT)
async def deciding(play: Play) -> None:
    await scored_two(play)
    await scored(play, PANEL[2])
    await play.until_stage(Stage.DECISION)


@plot("below")
async def below(play: Play) -> None:
    await panel(play)
    for evaluator in PANEL:
        await scored(play, evaluator, least=64)
    await play.until_stage(Stage.DECISION)


@plot("rejected-late")
async def rejected_late(play: Play) -> None:
    await below(play)
    await play.ask(SECRETARIAT, "reject")


async def decided(play: Play, *adopters: str) -> None:
    """The deputy proposes that these regions take it over."""
    await deciding(play)
    number = int(sha256(play.sample.title.encode()).hexdigest()[:4], 16) % 900 + 100
    decision = {"adopters": list(adopters), "instrument": f"Keputusan Menteri Nomor {number} (contoh rekaan)"}
    decision |= {"sector_owner": "Kementerian teknis (contoh)", "facilitator": "Kementerian PANRB"}
    await play.ask(DEPUTY, "decide", {"choice": "scale_regions", **decision})


@plot("proposed-decision")
async def proposed_decision(play: Play) -> None:
    await decided(play, BANDUNG, MAKASSAR, JAYAPURA)


@plot("decree")
async def decree(play: Play) -> None:
    await proposed_decision(play)
    scan = sha256(play.sample.title.encode()).hexdigest()
    dated = str(datetime.now(JAKARTA).date())
    paper = {"number": "Keputusan Menteri (contoh rekaan)", "dated": dated, "sha256": scan, "signatory": MINISTER}
    await play.ask(SECRETARIAT, "record_decree", paper)


@plot("objected")
async def objected(play: Play) -> None:
    await proposed_decision(play)
    await play.ask(MINISTER, "object")


@plot("declined")
async def declined(play: Play) -> None:
    await deciding(play)
    await play.ask(DEPUTY, "decide", {"choice": "decline"})


@plot("repeat")
async def repeat(play: Play) -> None:
    await deciding(play)
    await play.ask(DEPUTY, "decide", {"choice": "repeat_pilot"})


# ---- scaling


async def determined(play: Play, *adopters: str) -> None:
    """The minister determines that these regions take it over."""
    await decided(play, *adopters)
    await play.ask(MINISTER, "endorse")


async def in_waves(play: Play, *waves: tuple[str, ...]) -> None:
    """Planned in these waves, the first of which opens at once."""
    await determined(play, *(code for wave in waves for code in wave))
    plan: list[dict[str, Any]] = [{"adopters": list(waves[0])}]
    plan += [{"opens_after": f"P{2 * nth}M", "adopters": list(wave)} for nth, wave in enumerate(waves[1:], 1)]
    await play.ask(SECRETARIAT, "plan_waves", {"waves": plan})


@plot("to-plan")
async def to_plan(play: Play) -> None:
    await determined(play, BANDUNG, SURABAYA, MAKASSAR, JAYAPURA)


@plot("waves-national")
async def waves_national(play: Play) -> None:
    first = (BANDUNG, MAKASSAR, "33.74", "51.71", *CAPITALS[:8])
    await in_waves(play, first, CAPITALS[8:17], CAPITALS[17:])
    await committed(play, BANDUNG, "33.74")


@plot("waves-many")
async def waves_many(play: Play) -> None:
    await in_waves(play, (SURABAYA, MAKASSAR, JAYAPURA, "51.71", *CAPITALS[:3]), CAPITALS[3:9])
    await committed(play, SURABAYA)


async def committed(play: Play, *codes: str) -> None:
    """These regions are offered it, and say that they take it over."""
    for code in codes:
        await play.until_offered(code)
        await play.ask(OFFICERS[code], "commit_adoption", region=code)


@plot("adopting")
async def adopting(play: Play) -> None:
    await in_waves(play, (BANDUNG, SURABAYA, MAKASSAR, JAYAPURA, "51.71"), ("71.71", "81.71"))
    await committed(play, BANDUNG, SURABAYA, MAKASSAR)
    for phase in ("prepare", "adapt", "replicate"):
        await play.ask(OFFICERS[BANDUNG], "report_adoption", {"phase": phase}, region=BANDUNG)
    await play.ask(OFFICERS[BANDUNG], "complete_adoption", region=BANDUNG)
    await play.ask(OFFICERS[SURABAYA], "report_adoption", {"phase": "adapt"}, region=SURABAYA)
    await play.until_offered(JAYAPURA)
    await play.ask(OFFICERS[JAYAPURA], "decline_adoption", region=JAYAPURA)


@plot("suspended-scaling")
async def suspended_scaling(play: Play) -> None:
    await waves_many(play)
    await play.ask(SECRETARIAT, "suspend")


@plot("discontinued-scaling")
async def discontinued_scaling(play: Play) -> None:
    await waves_many(play)
    await play.ask(MINISTER, "discontinue")


# ---- sustaining


@plot("sustained")
async def sustained(play: Play) -> None:
    await in_waves(play, (BANDUNG, MAKASSAR))
    await committed(play, BANDUNG, MAKASSAR)
    for code in (BANDUNG, MAKASSAR):
        await play.ask(OFFICERS[code], "report_adoption", {"phase": "replicate"}, region=code)
        await play.ask(OFFICERS[code], "complete_adoption", region=code)
    await play.until_stage(Stage.SUSTAINING)


async def checked(play: Play, verdict: str, number: int = 1) -> None:
    """The next check from a number on that is reported on in time, and assessed so."""
    if number == 1:
        await sustained(play)
    await play.until(lambda state: number in state.checks)
    answers = {
        "renewed": "Jadwal diperbarui menurut masukan warga (contoh).",
        "adopters": "Dua kota menyelesaikan replikasi dan tiga lainnya belajar langsung (contoh).",
        "strengthened": "Peraturan kepala daerah, forum warga, dan pelatihan kader (contoh).",
        "evaluation": "Survei kepuasan tahun ini lebih baik daripada tahun lalu (contoh).",
    }
    try:
        await play.ask(play.sample.proposer, "report_check", {"check": number, "answers": answers})
    except Refused as refused:
        if refused.refusal.code is not Code.ALREADY_ASSESSED:
            raise
        await checked(play, verdict, number + 1)
        return
    await play.ask(PANEL[0], "assess_check", {"check": number, "verdict": verdict})


@plot("monitored", SHORT)
async def monitored(play: Play) -> None:
    """Suspended, so that its checks don't go on every few seconds."""
    await checked(play, "sustained_with_notes")
    await play.ask(SECRETARIAT, "suspend")


@plot("lapsed", SHORT)
async def lapsed(play: Play) -> None:
    """Nobody reports on the first check; suspended while the second is open."""
    await sustained(play)
    await play.until(lambda state: _verdict(state, 1) == "no_response" and 2 in state.checks)
    await play.ask(SECRETARIAT, "suspend")


def _verdict(state: Innovation, number: int) -> str | None:
    check = state.checks.get(number)
    return check.verdict if check else None


@plot("corrected", SHORT)
async def corrected(play: Play) -> None:
    await checked(play, "at_risk")
    await play.ask(MINISTER, "require_correction")
    await play.ask(SECRETARIAT, "suspend")


# ---- ends


@plot("institutionalised", SHORT)
async def institutionalised(play: Play) -> None:
    await checked(play, "sustained")
    await play.ask(MINISTER, "institutionalise", {"instrument": "Peraturan Menteri Nomor 7 (contoh rekaan)"})


@plot("discontinued", SHORT)
async def discontinued(play: Play) -> None:
    await checked(play, "lapsed")
    await play.ask(MINISTER, "discontinue")


@plot("revoked")
async def revoked(play: Play) -> None:
    await sustained(play)
    await play.ask(MINISTER, "revoke")
    await play.ask(DEPUTY, "revoke")
