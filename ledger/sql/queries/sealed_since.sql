-- Whether anything but closings was sealed from leaf $1 on.
SELECT EXISTS (SELECT FROM jejak.leaves WHERE leaf_index >= $1 AND stream_id <> 'ledger/closings')
