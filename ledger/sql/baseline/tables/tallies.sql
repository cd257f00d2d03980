-- How many rows of a kind bear a label that begins with `#`: kept, so that an overview reads as many lines as it shows.
-- A count is the sum over the slots, of which each is one transaction's at a time: so two workers don't wait for each
-- other. Lines have room for the next version of them, and no index changes with a count.
CREATE TABLE tallies (
    kind text COLLATE "C" NOT NULL,
    label text COLLATE "C" NOT NULL,
    slot integer NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (kind, label, slot)
) WITH (fillfactor = 50);
