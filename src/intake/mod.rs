//! Files arriving: stable, claimed, spooled.
