"""Who and what the samples are about: invented people and innovations, as examples/samples/ has them."""

import tomllib
from functools import cached_property
from uuid import UUID, uuid5

from domain.editions import Edition
from domain.model import Frozen
from processes.setup import ROOT, SamplePerson
from proof.ids import innovation_id

FILES = ROOT / "examples" / "samples"
NAMESPACE = UUID("5a0d1c3e-8f0b-5d5e-9a55-6a656a616b21")
"""Of the ids of the samples' commands: asked again, the same is done once."""


class Indicator(Frozen):
    """What a sample's pilots measure."""

    name: str
    unit: str
    baseline: int
    target: int


class Sample(Frozen):
    """An invented innovation, and how far it comes."""

    plot: str
    by: str
    title: str
    summary: str
    indicator: Indicator

    @property
    def proposer(self) -> str:
        """Who proposes it."""
        return f"pengusul-{self.by}"

    def command_id(self, number: int) -> UUID:
        """The id of its so-manieth command."""
        return uuid5(NAMESPACE, f"{self.title} {number}")

    @cached_property
    def id(self) -> str:
        """The innovation's id."""
        return innovation_id(self.command_id(1))

    def proposal(self, edition: Edition) -> dict[str, object]:
        """What is proposed, with an answer to each question that the edition asks."""
        said = (
            f"Contoh rekaan. {self.summary} Ukurannya: {self.indicator.name.lower()}, dari {self.indicator.baseline} "
            f"menjadi {self.indicator.target} {self.indicator.unit}."
        )
        return {
            "title": self.title,
            "summary": f"{self.summary} (Contoh rekaan, bukan inovasi yang sebenarnya.)",
            "problem": f"Sebelum layanan ini, {self.indicator.name.lower()} baru {self.indicator.baseline} "
            f"{self.indicator.unit}, dan warga tidak tahu ke mana harus meminta bantuan.",
            "started_on": "2023-03-01",
            "answers": {each.key: ANSWERS.get(each.key, said) for each in edition.questions if each.required}
            | {"impact": said},
        }


ANSWERS = {
    "novelty": "Sebelumnya warga menunggu dilayani; sekarang layanan mendatangi warga dengan jadwal yang diumumkan.",
    "implementation": "Dimulai di dua kelurahan, lalu diperluas tiap triwulan bersama kader dan perangkat daerah.",
    "adaptability": "Cara kerja, formulir, dan bahan pelatihannya dapat dipakai daerah lain tanpa perubahan besar.",
    "resources": "Anggaran rutin perangkat daerah, satu koordinator, dan kader yang sudah ada.",
    "sustainability": "Diatur dengan peraturan kepala daerah, dianggarkan tiap tahun, dan didampingi forum warga.",
    "scale_readiness": "Pedoman dan pelatihan sudah siap; yang masih diperlukan ialah pendamping di tiap provinsi.",
}


def samples() -> list[Sample]:
    """All of them, in the order of the stages that they come to."""
    table = tomllib.loads((FILES / "innovations.toml").read_text(encoding="utf-8"))
    return [Sample.model_validate(each) for each in table["innovation"]]


def cast() -> dict[str, SamplePerson]:
    """The people who propose and report in them, besides the sample people, by id."""
    table = tomllib.loads((FILES / "people.toml").read_text(encoding="utf-8"))
    return {person: SamplePerson.model_validate(fields) for person, fields in table.items()}
