"""What good looks like: rubrics, product facts, and the scorecard that a filled-in rubric is."""
