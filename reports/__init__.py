"""What we show: pages, and the mails of a week."""
