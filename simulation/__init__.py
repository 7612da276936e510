"""What happens in a day: visitors, queues, workshops, the reference engine, observers."""
