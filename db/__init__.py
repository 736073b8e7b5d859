"""What we keep: one Postgres, reached with SQL."""
