"""The half-year run and each snapshot on its way to the archivist."""
