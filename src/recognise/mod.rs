//! Where in a workbook which form stands, as card or list.
