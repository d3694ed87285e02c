//! Working days over a given calendar (domain section 5).
