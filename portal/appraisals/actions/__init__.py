"""What is done with an appraisal: prepared, opened, answered, counted, answered in public."""
