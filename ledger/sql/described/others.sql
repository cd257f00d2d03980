-- Whatever else somebody put into the schema, and rights that what is made later would have by itself.
SELECT 'others' AS place, initcap(left(described, 1)) || substr(described, 2) || ';' AS statement
FROM (
    SELECT pg_describe_object(d.classid, d.objid, 0) AS described
    FROM pg_depend d
    LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
    WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = 'jejak'::regnamespace
        AND d.classid NOT IN ('pg_class'::regclass, 'pg_proc'::regclass)
        AND coalesce(t.typrelid, 0) = 0
    UNION
    SELECT pg_describe_object('pg_default_acl'::regclass, oid, 0) FROM pg_default_acl
    WHERE defaclnamespace = 'jejak'::regnamespace OR pg_get_userbyid(defaclrole) = 'jejak_owner'
) AS found
ORDER BY statement
