"""What somebody could do to the tables of a ledger, and which layer must notice.

Each function changes something over a superuser's connection for which no trigger fires, and returns the layers of
which one at least must report it, or None when there is nothing that it could be done to. `pick` chooses.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from ledger.log.checkpoint_directory import Kept
from ledger.log.checkpoint_keys import CheckpointSigner

from .attacker import (
    Layers,
    Scene,
    flipped,
    flipped_at,
    leaf_count,
    rebuild_tiles,
    refit_leaves,
    reorder,
    rewrite,
    set_head_back,
    sign_all,
    signed_size,
    tree_of,
)
from .books import KEY, ORIGIN, OTHER_KEY

FLIPPED = {
    "event_id": "gen_random_uuid()",
    "type": "type || 'x'",
    "schema_version": "schema_version + 1",
    "occurred_at": "occurred_at + interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '1 microsecond'",
    "metadata": "set_bit(metadata, 0, 1 - get_bit(metadata, 0))",
    "data": "set_bit(data, 7, 1 - get_bit(data, 7))",
    "chain": "set_bit(chain, 255, 1 - get_bit(chain, 255))",
}


async def flip_an_event(scene: Scene) -> Layers:
    """A column of an event gets another value."""
    row = await scene.row("events")
    assert row is not None
    column = list(FLIPPED)[scene.pick(len(FLIPPED))]
    await scene.change("events", row, f"{column} = {FLIPPED[column]}")
    return {"chain"}


async def move_an_event(scene: Scene) -> Layers:
    """An event goes to another version or stream."""
    row = await scene.row("events")
    assert row is not None
    if scene.pick(2):
        await scene.change("events", row, "version = version + 1000")
    else:
        await scene.change("events", row, "stream_id = stream_id || '/moved'")
    return {"chain"}


async def delete_an_event(scene: Scene) -> Layers:
    """An event is gone; its leaf or unsealed row is not."""
    row = await scene.row("events")
    assert row is not None
    await scene.run("DELETE FROM jejak.events WHERE ctid = $1", row["place"])
    return {"leaf"}


async def exchange_two_events(scene: Scene) -> Layers:
    """Two events of a stream change places, all but their hashes."""
    first = await scene.row("events", "version = 1")
    assert first is not None
    second = await scene.row("events", f"stream_id = '{first['stream_id']}' AND version > 1")
    if second is None or (first["data"], first["event_id"]) == (second["data"], second["event_id"]):
        return None
    for one, other in ((first, second), (second, first)):
        await scene.run(
            "UPDATE jejak.events SET data = $3, metadata = $4 WHERE stream_id = $1 AND version = $2",
            *(one["stream_id"], one["version"], other["data"], other["metadata"]),
        )
    return {"chain"} if first["data"] != second["data"] else None


async def flip_a_head(scene: Scene) -> Layers:
    """A stream's row in `streams` says something else."""
    row = await scene.row("streams")
    assert row is not None
    columns = ["version = version + 1", "head = sha256(head)", "recorded_at = recorded_at + interval '1 s'"]
    await scene.change("streams", row, columns[scene.pick(3)])
    return {"head"}


async def delete_a_head(scene: Scene) -> Layers:
    """A stream's row in `streams` is gone."""
    row = await scene.row("streams")
    assert row is not None
    await scene.run("DELETE FROM jejak.streams WHERE ctid = $1", row["place"])
    return {"head"}


async def cut_a_tail_with_its_head(scene: Scene) -> Layers:
    """A stream's last sealed events are removed and its head row set back to fit, as application rights might."""
    leaf = await scene.row("leaves")
    if leaf is None:
        return None
    stream_id, last = leaf["stream_id"], leaf["version"] - 1
    await scene.run("DELETE FROM jejak.events WHERE stream_id = $1 AND version > $2", stream_id, last)
    await scene.run("DELETE FROM jejak.unsealed WHERE stream_id = $1", stream_id)
    await set_head_back(scene, stream_id)
    return {"leaf"}


async def delete_a_stream(scene: Scene) -> Layers:
    """A whole stream disappears, head, events and unsealed rows."""
    leaf = await scene.row("leaves")
    if leaf is None:
        return None
    for table in ("events", "streams", "unsealed"):
        await scene.run(f"DELETE FROM jejak.{table} WHERE stream_id = $1", leaf["stream_id"])
    return {"leaf"}


async def flip_a_leaf(scene: Scene) -> Layers:
    """A column of a leaf gets another value."""
    row = await scene.row("leaves")
    if row is None:
        return None
    columns = [
        "chain = set_bit(chain, 0, 1 - get_bit(chain, 0))",
        "version = version + 1000",
        "stream_id = stream_id || '/moved'",
        "leaf_index = leaf_index + 1000000",
    ]
    await scene.change("leaves", row, columns[scene.pick(4)])
    return {"leaf"}


async def drop_a_leaf(scene: Scene) -> Layers:
    """A leaf is gone."""
    row = await scene.row("leaves")
    if row is None:
        return None
    await scene.run("DELETE FROM jejak.leaves WHERE ctid = $1", row["place"])
    return {"leaf"}


async def exchange_two_leaves(scene: Scene) -> Layers:
    """Two leaves change places, and the tiles stay."""
    return {"tile"} if await reorder(scene) else None


async def reorder_the_log(scene: Scene) -> Layers:
    """Two signed leaves change places, and the tiles are built anew."""
    if not await reorder(scene, below=await signed_size(scene)):
        return None
    await rebuild_tiles(scene)
    return {"checkpoint"}


async def unseal_the_tail(scene: Scene) -> Layers:
    """The last signed leaves were never sealed: back into `unsealed`, the tiles built anew."""
    size = await signed_size(scene)
    if size == 0:
        return None
    await scene.run(
        "WITH gone AS (DELETE FROM jejak.leaves WHERE leaf_index >= $1 RETURNING stream_id, version)"
        " INSERT INTO jejak.unsealed SELECT * FROM gone",
        scene.pick(size),
    )
    await rebuild_tiles(scene)
    return {"checkpoint"}


async def unseal_the_tail_and_its_checkpoints(scene: Scene) -> Layers:
    """As before, and nothing in the database says that anything was signed."""
    if await unseal_the_tail(scene) is None:
        return None
    await scene.run("TRUNCATE jejak.checkpoints, jejak.attestations")
    return {"outside"}


async def flip_a_tile(scene: Scene) -> Layers:
    """A bit of a tile is another, a tile too short or too long, gone or too many."""
    row = await scene.row("tiles")
    if row is None:
        return None
    bits = len(row["hashes"]) * 8
    match scene.pick(5):
        case 0:
            await scene.run("DELETE FROM jejak.tiles WHERE ctid = $1", row["place"])
        case 1:
            await scene.run("INSERT INTO jejak.tiles SELECT level + 1, index + 7, hashes FROM jejak.tiles LIMIT 1")
        case 2 if bits > 256:
            await scene.change("tiles", row, "hashes = substr(hashes, 1, octet_length(hashes) - 32)")
        case 3 if bits < 256 * 256:
            await scene.change("tiles", row, "hashes = hashes || substr(hashes, 1, 32)")
        case _:
            bit = scene.pick(bits)
            await scene.change("tiles", row, "hashes = set_bit(hashes, $2, 1 - get_bit(hashes, $2))", bit)
    return {"tile"}


async def flip_unsealed(scene: Scene) -> Layers:
    """A row of `unsealed` is gone, or one too many."""
    row = await scene.row("unsealed")
    if row is not None and scene.pick(2):
        await scene.run("DELETE FROM jejak.unsealed WHERE ctid = $1", row["place"])
        return {"leaf"}
    leaf = await scene.row("leaves")
    if leaf is not None and scene.pick(2):
        await scene.run("INSERT INTO jejak.unsealed VALUES ($1, $2)", leaf["stream_id"], leaf["version"])
    else:
        await scene.run("INSERT INTO jejak.unsealed VALUES ('nobody', 1)")
    return {"leaf"}


async def flip_a_checkpoint(scene: Scene) -> Layers:
    """A character of a stored note is another, or its row says another size."""
    row = await scene.row("checkpoints")
    if row is None:
        return None
    if scene.pick(4) == 0:
        await scene.change("checkpoints", row, "tree_size = tree_size + 1000000")
    else:
        await scene.change("checkpoints", row, "note = $2", flipped(row["note"], scene.pick))
    return {"checkpoint"}


async def sign_with_a_wrong_key(scene: Scene) -> Layers:
    """A stored checkpoint is signed again, by a key that nobody trusts."""
    row = await scene.row("checkpoints")
    if row is None:
        return None
    root = (await tree_of(scene)).hash(0, row["tree_size"])
    note = CheckpointSigner(ORIGIN, OTHER_KEY).sign(row["tree_size"], root)
    await scene.change("checkpoints", row, "note = $2", note)
    return {"checkpoint"}


async def flip_a_note_outside(scene: Scene) -> Layers:
    """A note that was kept outside has another character."""
    if not scene.outside:
        return None
    at = scene.pick(len(scene.outside))
    kept = scene.outside[at]
    scene.outside[at] = replace(kept, note=flipped(kept.note, scene.pick))
    return {"outside"}


async def show_another_log(scene: Scene) -> Layers:
    """Somebody has the true key and signed another log for another auditor, of any size."""
    size = scene.pick((await leaf_count(scene)) + 10)
    note = CheckpointSigner(ORIGIN, KEY).sign(size, b"another log, for another auditor")
    scene.outside.append(Kept("another", note))
    return {"outside"}


async def rewrite_a_stream(scene: Scene) -> Layers:
    """An event is forged, and its stream's chain and head recomputed; leaves stay."""
    return {"leaf"} if await rewrite(scene) else None


async def rewrite_a_stream_and_leaves(scene: Scene) -> Layers:
    """As before, and the leaves are made to fit; tiles stay."""
    if not await rewrite(scene):
        return None
    await refit_leaves(scene)
    return {"tile"}


async def rewrite_everything(scene: Scene) -> Layers:
    """As before, and the tiles are built anew: all that an owner can do without the key."""
    if not await rewrite(scene, below=await signed_size(scene)):
        return None
    await refit_leaves(scene)
    await rebuild_tiles(scene)
    return {"checkpoint"}


async def rewrite_everything_with_a_wrong_key(scene: Scene) -> Layers:
    """As before, and every checkpoint signed by a key that nobody trusts."""
    if await rewrite_everything(scene) is None:
        return None
    await sign_all(scene, CheckpointSigner(ORIGIN, OTHER_KEY))
    return {"checkpoint"}


async def rewrite_everything_with_the_key(scene: Scene) -> Layers:
    """As before, by an owner who has the true key: only what is outside remembers."""
    if await rewrite_everything(scene) is None:
        return None
    await sign_all(scene, CheckpointSigner(ORIGIN, KEY))
    return {"outside"}


async def rewrite_everything_and_forget_checkpoints(scene: Scene) -> Layers:
    """As before, without the key and without checkpoints: only what is outside remembers."""
    if await rewrite_everything(scene) is None:
        return None
    await scene.run("TRUNCATE jejak.checkpoints, jejak.attestations")
    return {"outside"}


async def forget_a_checkpoint(scene: Scene) -> Layers:
    """A checkpoint that isn't the newest is gone from the database, with all that was attested of it."""
    row = await scene.row("checkpoints", "tree_size < (SELECT max(tree_size) FROM jejak.checkpoints)")
    if row is None:
        return None
    for table in ("attestations", "checkpoints"):
        await scene.run(f"DELETE FROM jejak.{table} WHERE tree_size = $1", row["tree_size"])
    return {"checkpoint"}


async def flip_an_attestation(scene: Scene) -> Layers:
    """What somebody else signed is another, or it is nobody's."""
    row = await scene.row("attestations")
    if row is None:
        return None
    if scene.pick(5) == 0:
        await scene.change("attestations", row, "kind = 'nobody'")
    elif row["kind"] == "witness":
        line = row["body"].decode()
        at = scene.pick(len(line) - len("A==\n"))  # the last digit has bits that mean nothing
        await scene.change("attestations", row, "body = $2", flipped_at(line, at).encode())
    else:
        bit = (len(row["body"]) - 60) * 8 + scene.pick(60 * 8)  # of the signature, with which the answer ends
        await scene.change("attestations", row, "body = set_bit(body, $2, 1 - get_bit(body, $2))", bit)
    return {"attestation"}


async def move_an_attestation(scene: Scene) -> Layers:
    """What was attested of one checkpoint is said of another, or of one that isn't there."""
    row = await scene.row("attestations")
    if row is None:
        return None
    others = "kind = $1 AND tree_size <> $2"
    other = await scene.connection.fetchrow(
        f"SELECT ctid AS place FROM jejak.attestations WHERE {others}", row["kind"], row["tree_size"]
    )
    if other is None or scene.pick(3) == 0:
        await scene.change("attestations", row, "tree_size = tree_size + 1000000")
    else:
        await scene.change("attestations", other, "body = $2", row["body"])
    return {"attestation"}


LEASE = "coalesce(jejak.take_lease(), (SELECT token FROM jejak.lease))"
"""The lease, whoever has it."""


async def lie_in_a_closing(scene: Scene) -> Layers:
    """The sealer's own function closes books that aren't those, and the lie is sealed properly."""
    arguments = scene.pick(await leaf_count(scene) + 1), scene.pick(5) + 1, b"a root that is not the tree's !!"
    before = await scene.connection.fetchval("SELECT count(*) FROM jejak.events")
    await scene.run(f"SELECT jejak.close_books({LEASE}, $1, $2, $3, now())", *arguments)
    if before == await scene.connection.fetchval("SELECT count(*) FROM jejak.events"):
        return None  # the books of that size were closed before, and stay closed
    if scene.pick(2):
        await scene.run(f"SELECT jejak.seal_batch({LEASE}, 100000)")
    return {"closing"}


async def write_nonsense_among_the_closings(scene: Scene) -> Layers:
    """Whoever may write in the tables appends to the stream of closings."""
    version = await scene.connection.fetchval("SELECT version FROM jejak.streams WHERE stream_id = 'ledger/closings'")
    await scene.run(
        "SELECT jejak.append_to_any(ARRAY[ROW('ledger/closings', 'ledger/closings', $1, NULL,"
        " ARRAY[ROW(gen_random_uuid(), $2, 1, now(), '', $3)::jejak.new_event], NULL, '{}', NULL)"
        "::jejak.append_request])",
        *(version or 0, ("BooksClosed", "Noted")[scene.pick(2)], b"nonsense"),
    )
    return {"closing"}


TAMPERS: Sequence[Callable[[Scene], Awaitable[Layers]]] = (
    flip_an_event,
    move_an_event,
    delete_an_event,
    exchange_two_events,
    flip_a_head,
    delete_a_head,
    cut_a_tail_with_its_head,
    delete_a_stream,
    flip_a_leaf,
    drop_a_leaf,
    exchange_two_leaves,
    reorder_the_log,
    unseal_the_tail,
    unseal_the_tail_and_its_checkpoints,
    flip_a_tile,
    flip_unsealed,
    flip_a_checkpoint,
    sign_with_a_wrong_key,
    flip_a_note_outside,
    show_another_log,
    rewrite_a_stream,
    rewrite_a_stream_and_leaves,
    rewrite_everything,
    rewrite_everything_with_a_wrong_key,
    rewrite_everything_with_the_key,
    rewrite_everything_and_forget_checkpoints,
    forget_a_checkpoint,
    flip_an_attestation,
    move_an_attestation,
    lie_in_a_closing,
    write_nonsense_among_the_closings,
)
