"""What we show: pages, and later e-mails."""
