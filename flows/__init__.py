"""On time: the Prefect flows."""
