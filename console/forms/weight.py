"""What weighs: the acts that refuse or end something, and those that are looked over once more before they are sent."""

WARNING = frozenset({
    "withdraw", "return_proposal", "reject", "abort_pilot", "declare_conflict", "object", "discontinue", "suspend",
    "revoke", "reject_amendment", "reject_adoption_amendment", "decline_adoption", "require_correction",
})  # fmt: skip
"""They turn something down, stop it or end it: their buttons look so."""

REVIEWED = frozenset({
    "withdraw", "reject", "close_pilots", "abort_pilot", "declare_conflict", "decide", "endorse", "object",
    "confirm_decree", "plan_waves", "discontinue", "institutionalise", "revoke",
})  # fmt: skip
"""Nobody takes them back: who asks for one sees first what it would lead to."""
