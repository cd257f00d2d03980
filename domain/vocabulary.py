"""The closed lists of words that people choose from. Nothing else is here, so that the command line starts fast."""

from enum import StrEnum
from typing import Literal


class Stage(StrEnum):
    """Where an innovation is in its life; the last six are ends."""

    PROPOSAL = "proposal"
    PILOT = "pilot"
    EVALUATION = "evaluation"
    DECISION = "decision"
    SCALING = "scaling"
    SUSTAINING = "sustaining"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    DISCONTINUED = "discontinued"
    INSTITUTIONALISED = "institutionalised"
    REVOKED = "revoked"

    @property
    def open(self) -> bool:
        """Whether the innovation's life goes on."""
        return self in OPEN_STAGES


OPEN_STAGES = (
    Stage.PROPOSAL,
    Stage.PILOT,
    Stage.EVALUATION,
    Stage.DECISION,
    Stage.SCALING,
    Stage.SUSTAINING,
)
ENDS = tuple(stage for stage in Stage if stage not in OPEN_STAGES)
SHOWN_TO_ALL = (*OPEN_STAGES, Stage.INSTITUTIONALISED)
"""In which something is said of an innovation to those who hold no role: every other end is blameless."""


class Role(StrEnum):
    """What a person may be trusted with; see the table in docs/domain.md."""

    PROPOSER = "proposer"
    OPERATOR = "operator"
    REGIONAL_OFFICER = "regional_officer"
    EVALUATOR = "evaluator"
    DECISION_MAKER = "decision_maker"
    ADMINISTRATOR = "administrator"
    LOCAL_ADMINISTRATOR = "local_administrator"
    AUDITOR = "auditor"


WITH_POWER = (Role.OPERATOR, Role.EVALUATOR, Role.DECISION_MAKER)
"""The roles that have power over innovations, though over none of their own agency's."""

TAKING_PART = (
    Role.OPERATOR,
    Role.EVALUATOR,
    Role.DECISION_MAKER,
    Role.PROPOSER,
    Role.LOCAL_ADMINISTRATOR,
    Role.REGIONAL_OFFICER,
)
"""The roles in which one acts on innovations."""


class Capacity(StrEnum):
    """In which capacity somebody acts on an innovation; which exclude each other, impartiality says."""

    PROPOSING = "proposing"
    REPORTING = "reporting"
    """For a region."""
    OPERATING = "operating"
    JUDGING = "judging"
    """Scoring, and assessing checks."""
    DECIDING = "deciding"
    """Proposing a decision."""
    DETERMINING = "determining"
    """Making another's decision count, or objecting to it."""
    OVERSEEING = "overseeing"
    """What decision makers do to an innovation that is scaled up."""


class Tenure(StrEnum):
    """How somebody holds a post, as its letter writes it."""

    DEFINITIVE = "definitive"
    PLT = "plt"
    """Pelaksana tugas: acts in a post that is vacant."""
    PLH = "plh"
    """Pelaksana harian: acts while whoever holds the post is away."""
    PJ = "pj"
    """Penjabat: holds a post until it is filled."""
    AN = "an"
    """Atas nama: acts in the name of another post, by its mandate."""


class Rank(StrEnum):
    """The grade of a post: of the state, of a region, and of the civil service (UU 20/2023), in this order."""

    MENTERI = "menteri"
    """Minister, or head of an institution of that rank."""
    KEPALA_DAERAH = "kepala_daerah"
    """Governor, regent or mayor."""
    JPT_UTAMA = "jpt_utama"
    """Head of a non-ministerial institution."""
    JPT_MADYA = "jpt_madya"
    """Echelon I: secretary general, deputy, a province's secretary."""
    JPT_PRATAMA = "jpt_pratama"
    """Echelon II: head of a bureau or of a regional office."""
    ADMINISTRATOR = "administrator"
    """Echelon III."""
    PENGAWAS = "pengawas"
    """Echelon IV."""
    FUNGSIONAL = "fungsional"
    """A professional post, outside the line."""
    PELAKSANA = "pelaksana"
    """Staff."""


Recommendation = Literal["scale_national", "scale_regions", "repeat_pilot", "return", "decline"]
"""What a decision may say, and an evaluator may recommend."""

Phase = Literal["prepare", "adapt", "replicate", "evaluate"]
"""The replication guide's four phases, in their order."""

Verdict = Literal["sustained", "sustained_with_notes", "at_risk", "lapsed"]
"""How a report on a sustainability check is assessed."""


AgencyKind = Literal[
    "kementerian",
    "lembaga",
    "provinsi",
    "kabupaten",
    "kota",
    "unit",
    "perguruan_tinggi",
    "badan_usaha",
    "masyarakat",
]
"""A ministry, an institution, three kinds of governments, a unit below another agency, a university, a state
enterprise, a body of the community.
"""

PROPOSING = (Role.PROPOSER, Role.LOCAL_ADMINISTRATOR)
"""Who proposes for an agency, and answers for what it proposed."""


class Purpose(StrEnum):
    """What a key of the ledger's own signs."""

    RECEIPTS = "receipts"
    """The service's: that it received an act."""
    DECISIONS = "decisions"
    """A worker's: what it decided."""
    CHECKPOINTS = "checkpoints"
    """The log's."""
