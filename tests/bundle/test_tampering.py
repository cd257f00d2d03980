"""Whatever is done to a bundle is found, and the first step that fails is named.

Who lacks the log's key can't change a byte; the tests with `carton.sign()` are the lies of somebody who has it.
"""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.log.checkpoint_keys import CheckpointSigner
from proof import contents, zips
from proof.checking import check
from proof.errors import BundleRefused
from proof.zips import members
from tests.bundle.carton import Carton, other_signer


def test_a_changed_byte_in_any_file_is_found(carton: Carton) -> None:
    for name, content in list(carton.files.items()):
        for at in (0, len(content) // 2, len(content) - 1):
            carton.files[name] = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            with pytest.raises(BundleRefused) as refused:
                check(carton.packed(), keys=[carton.key])
            steps = ("manifest", "keys") if name == contents.SIGNATURE else ("manifest",)
            assert refused.value.facts["step"] in steps, name
        carton.files[name] = content


def test_a_missing_or_added_file_is_found(carton: Carton) -> None:
    for name in list(carton.files):
        content = carton.files.pop(name)
        carton.is_refused("manifest")
        carton.files[name] = content
    carton.files["schemas/More.v1.json"] = b"more"
    assert carton.is_refused("manifest") == "schemas/More.v1.json is not listed"


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_bit_anywhere_in_the_zip_is_found_or_changes_nothing(packed: bytes, data: st.DataObject) -> None:
    at, bit = data.draw(st.integers(0, len(packed) - 1)), data.draw(st.integers(0, 7))
    changed = packed[:at] + bytes([packed[at] ^ 1 << bit]) + packed[at + 1 :]
    try:
        check(changed)
    except BundleRefused as refused:
        assert refused.facts["step"] == "manifest"  # noqa: PT017 - either outcome is right
    else:
        assert members(changed) == members(packed)


@pytest.mark.parametrize("part", [0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_bundle_is_refused(packed: bytes, part: float) -> None:
    with pytest.raises(BundleRefused, match=r"reason='zip_.*step='manifest'"):
        check(packed[: int(len(packed) * part)])


def with_member(packed: bytes, info: ZipInfo, content: bytes) -> bytes:
    """The bundle with one file more."""
    changed = BytesIO(packed)
    with ZipFile(changed, "a") as archive:
        archive.writestr(info, content, ZIP_DEFLATED)
    return changed.getvalue()


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "a/../../evil", "C:evil", "a\\evil", ".hidden", "schemas/", "a b"]
)
def test_a_name_that_leads_elsewhere_is_refused(packed: bytes, name: str) -> None:
    with pytest.raises(BundleRefused, match=r"reason='zip_name'.*step='manifest'"):
        check(with_member(packed, ZipInfo(name), b"evil"))


def test_a_link_is_refused(packed: bytes) -> None:
    link = ZipInfo("checkpoint.tsr")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with pytest.raises(BundleRefused, match="zip_name"):
        check(with_member(packed, link, b"/etc/passwd"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(packed: bytes) -> None:
    with pytest.raises(BundleRefused, match="zip_names"):
        check(with_member(packed, ZipInfo(contents.EVENTS), b""))


def test_a_bundle_that_unpacks_to_too_much_is_refused(packed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "LARGEST", 1 << 20)
    with pytest.raises(BundleRefused, match="too_much"):
        check(with_member(packed, ZipInfo("schemas/Zeros.v1.json"), bytes(1 << 20)))


def test_a_manifest_signed_anew_with_another_key_is_refused(carton: Carton) -> None:
    carton.sign(other_signer())
    carton.is_refused("keys")
    carton.files[contents.KEYS] = f"{other_signer().verifier}\n".encode()
    carton.sign(other_signer())
    carton.is_refused("keys")
    # Nobody named a key: then the checkpoint, which only the log's key can sign, gives it away.
    carton.is_refused("checkpoint", keys=())


def test_a_key_of_the_log_is_not_believed_under_another_name(carton: Carton) -> None:
    other = CheckpointSigner("example.org/other", carton.signer.private)
    carton.files[contents.KEYS] = f"{other.verifier}\n{carton.key}\n".encode()
    carton.sign(other)
    carton.is_refused("keys", keys=(str(other.verifier),))
    carton.sign(log="example.org/other")
    carton.is_refused("keys")


def test_what_a_refusal_says_is_safe_for_a_terminal(carton: Carton) -> None:
    lines = carton.lines
    lines[0]["stream_id"] = "\x1b[2Jinnovation"
    carton.lines = lines
    carton.sign()
    assert carton.is_refused("chain").startswith("\ufffd[2Jinnovation is no stream")
