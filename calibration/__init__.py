"""What the past says: the pool of tables and the demand model."""
