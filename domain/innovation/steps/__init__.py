"""How an innovation changes with each fact: one file per stage, beside its policy."""

from domain.innovation.state import Innovation
from domain.steps import Steps

steps: Steps[Innovation] = Steps()
