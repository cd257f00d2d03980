"""Lives that have come as far as a spec needs them, each through every command before."""

from dataclasses import replace
from typing import Any

from domain.periods import Period
from domain.waits import WaitKind
from tests import forms
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, MAKASSAR, SURAKARTA

PROPOSAL: dict[str, Any] = {
    "title": "Kartu Insentif Anak",
    "summary": "Kartu identitas bagi anak yang memberi insentif di toko dan taman.",
    "problem": "Anak belum memiliki identitas yang berguna sehari-hari.",
    "started_on": "2014-07-01",
    "answers": forms.answers(),
}
INDICATORS = [
    {"key": "coverage", "name": "Cakupan kartu", "unit": "persen", "baseline": "12.5", "target": "60"},
    {"key": "days", "name": "Lama terbit", "unit": "hari", "baseline": "14", "target": "3"},
]
PANEL = ["evaluator-1", "evaluator-2", "evaluator-3"]
INSTRUMENT = "Permendagri 2/2016"


def proposed(**changes: Any) -> Life:
    """An innovation that Surakarta proposed, with some fields of the proposal changed."""
    return Life().when(
        "proposer",
        "propose",
        edition="kipp-2025",
        agency="kota-surakarta",
        region=SURAKARTA,
        proposal=PROPOSAL | changes,
    )


def returned() -> Life:
    """Screened, and returned with reasons."""
    return proposed().when("operator", "return_proposal")


def admitted() -> Life:
    """In its pilot stage, not planned yet."""
    return proposed().when("operator", "admit")


def pilots(*regions: str, lasts: str = "P3M") -> list[dict[str, Any]]:
    """Plans of pilot regions, alike but for the region."""
    return [{"region": region, "lasts": lasts, "indicators": INDICATORS} for region in regions]


def piloting(*regions: str, lasts: str = "P3M") -> Life:
    """Pilots run, in Bandung and Makassar unless other regions are named."""
    return admitted().when("operator", "plan_pilots", pilots=pilots(*(regions or (BANDUNG, MAKASSAR)), lasts=lasts))


def evaluating() -> Life:
    """Pilots closed, no panel yet."""
    return piloting().when("operator", "close_pilots")


def scoring(*panel: str) -> Life:
    """A panel was assigned: evaluators 1 to 3 unless others are named."""
    return evaluating().when("operator", "assign_panel", evaluators=list(panel or PANEL))


def sheet(life: Life, score: int) -> list[dict[str, Any]]:
    """The scores of a whole sheet that gives every aspect the same, and says why: the total is that score."""
    scores: list[dict[str, Any]] = forms.sheet(life.rules.edition.weights(), score)["scores"]
    return scores


def score(life: Life, evaluator: str, given: int, recommendation: str | None = None) -> Life:
    """An evaluator hands in a whole sheet of one score."""
    return life.when(evaluator, "score", scores=sheet(life, given), note=forms.NOTE, recommendation=recommendation)


def conflict(life: Life, who: str) -> Life:
    """Somebody declares a conflict of interest."""
    return life.when(who, "declare_conflict", reason="Saudara kandung pengusul")


def put(life: Life, before: str, after: str) -> Life:
    """An evaluator's seat on the panel goes to another."""
    return life.when("operator", "replace_evaluator", evaluator=before, successor=after)


def hurried(life: Life) -> Life:
    """Its panel closes a second after the last sheet, so that what follows still happens on the same day."""
    edition = life.rules.edition
    evaluation = edition.evaluation.model_copy(update={"amending": Period("PT1S")})
    life.rules = replace(life.rules, edition=edition.model_copy(update={"evaluation": evaluation}))
    return life


def closed(life: Life) -> Life:
    """The time for amendments of the score sheets is over."""
    return until(life, WaitKind.AMENDING)


def scored(life: Life, *scores: int) -> Life:
    """Every seat has scored; the sheets can still be amended."""
    for evaluator, given in zip(PANEL, scores or (90, 90, 90), strict=True):
        score(life, evaluator, given)
    return life


def deciding(*scores: int) -> Life:
    """Evaluated above the passing grade, not decided yet."""
    return closed(scored(hurried(scoring()), *scores))


def decided(*adopters: str) -> Life:
    """The minister decided to scale up to some regions, Bandung and Makassar unless others are named."""
    return deciding().when(
        "minister",
        "decide",
        choice="scale_regions",
        adopters=list(adopters or (BANDUNG, MAKASSAR)),
        instrument=INSTRUMENT,
    )


def scaling(*adopters: str) -> Life:
    """The decision was endorsed, no waves are planned yet."""
    return decided(*adopters).when("deputy", "endorse")


def in_waves(*adopters: str) -> Life:
    """One wave is open, with every adopter."""
    life = scaling(*adopters)
    assert life.state.decision is not None
    codes = [place.code for place in life.state.decision.adopters.values()]
    return life.when("operator", "plan_waves", waves=[{"adopters": codes}])


def completed(life: Life, *adopters: str) -> Life:
    """The adoptions of these regions' ids report that they are complete."""
    for adopter in adopters:
        known, _ = life.state.adoptions.get(adopter, (0, ""))
        life.system("adoption_moved", adopter=adopter, adoption_version=known + 1, milestone="completed")
    return life


def sustaining() -> Life:
    """Every adopter completed; the first check is waited for."""
    life = in_waves()
    assert life.state.decision is not None
    return completed(life, *life.state.decision.adopters)


def in_check(number: int = 1) -> Life:
    """A check is open; the ones before weren't answered."""
    life = sustaining()
    while number not in life.state.checks:
        life.wait_until_due()
    return life


def until(life: Life, kind: WaitKind, subject: str = "") -> Life:
    """The clock moves to the instant at which that wait falls due, over every wake-up before."""
    due_at = life.wait(kind, subject).due_at
    while life.state.wake_at is not None and life.now < due_at:
        life.wait_until_due()
    return life
