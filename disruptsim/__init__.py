"""Discrete-event simulation of supply disruptions in critical-mineral chains."""
