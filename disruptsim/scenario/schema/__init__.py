"""The schema: every field that a scenario may have, with its unit and a sentence."""
