"""The budgets: each beside what was measured. Run with `python -m benchmarks` in the repository."""
