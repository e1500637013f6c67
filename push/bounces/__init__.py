"""What bounces: addresses counted and suppressed (addresses.py), and reports of mail servers read (report.py) and taken in (intake.py)."""
