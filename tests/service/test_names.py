"""Regions and agencies go by their latest names, and by their codes and ids where a name would mislead."""

from domain.agencies import Register
from domain.basis import Basis
from domain.changing import replace
from domain.published import Published
from domain.rules import REGIONS
from domain.streams import AGENCIES
from service.names import names_in
from tests.agencies import PANRB, register
from tests.domain.world import BANDUNG, MAKASSAR
from tests.furnished import ROOT

TABLE = (ROOT / "reference/regions.csv").read_text()


def basis(regions: str | None = TABLE, agencies: Register | None = None) -> Basis:
    """What the ledger has of both tables."""
    published = Published(REGIONS)
    if regions is not None:
        published = Published(REGIONS, version=1, current="0" * 64, texts={"0" * 64: regions})
    return Basis({REGIONS: published, AGENCIES: agencies or register()})


def test_an_agency_goes_by_its_latest_name_and_one_that_is_not_registered_by_its_id() -> None:
    known = register()
    renamed = known.agencies["kemenpanrb"].model_copy(update={"name": "Kementerian Rekaan"})
    assert names_in(basis()).agency("kemenpanrb") == PANRB
    later = replace(known, agencies={**known.agencies, "kemenpanrb": renamed})
    assert names_in(basis(agencies=later)).agency("kemenpanrb") == "Kementerian Rekaan"
    assert names_in(basis()).agency("tak-terdaftar") == "tak-terdaftar"


def test_a_code_that_several_regions_bore_stays_a_code() -> None:
    [row] = [row for row in TABLE.splitlines() if row.split(",")[1] == BANDUNG]
    former, later = row.split(","), row.split(",")
    former[7] = "2025-12-31"
    later[0], later[2], later[6] = "wbaru0001", "Kota Baru", "2026-01-01"
    names = names_in(basis(TABLE.replace(row, "\n".join(map(",".join, (former, later))))))
    assert names_in(basis()).region(BANDUNG) == "Kota Bandung"
    assert names.region(BANDUNG) == BANDUNG
    assert (names.region(former[0]), names.region("wbaru0001")) == ("Kota Bandung", "Kota Baru")
    assert names.region(MAKASSAR) == "Kota Makassar"


def test_where_no_table_was_published_ids_and_codes_stay() -> None:
    names = names_in(basis(None, Register(AGENCIES)))
    assert (names.region(BANDUNG), names.agency("kemenpanrb")) == (BANDUNG, "kemenpanrb")
