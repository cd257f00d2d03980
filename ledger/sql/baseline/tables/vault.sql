-- Names and contacts, the only personal data in the clear. Nothing hashed is in here, so a row may go.
CREATE TABLE vault (
    subject text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (subject, field)
);
