-- What is written beside the ledger day by day, and enters it by one hash for some days: the rows, as they are hashed.
CREATE VIEW daybooks AS
SELECT 'reads' AS daybook, r.read_id AS row_id, r.read_at AS at, ARRAY[r.person, r.via, r.what, r.subject] AS texts
FROM reads r
UNION ALL
SELECT 'interventions', i.intervention_id, i.at, ARRAY[i.person, i.what, i.about, i.subject, i.reason]
FROM interventions i;

GRANT SELECT ON daybooks TO jejak_auditor;
