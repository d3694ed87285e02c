//! Plans as a donor for the graft: chunks with holes for style numbers and sheet names.

use super::chart;
use super::names::names;
use super::palette::palette;
use super::plan::SheetPlan;
use super::worksheet::{self, Sink};
use crate::graft::donor::{Chunk, Donor, DonorName, DonorPart, DonorSheet};
use std::sync::Arc;

/// Sheet XML in chunks.
#[derive(Default)]
struct Chunks {
    open: String,
    done: Vec<Chunk>,
}

impl Chunks {
    fn hole(&mut self, hole: Chunk) {
        if !self.open.is_empty() {
            self.done.push(Chunk::Xml(Arc::from(self.open.as_str())));
            self.open.clear();
        }
        self.done.push(hole);
    }

    fn finish(mut self) -> Vec<Chunk> {
        if !self.open.is_empty() {
            self.done.push(Chunk::Xml(Arc::from(self.open)));
        }
        self.done
    }
}

impl Sink for Chunks {
    fn xml(&mut self) -> &mut String {
        &mut self.open
    }

    fn style(&mut self, format: u32) {
        self.hole(Chunk::Style(format));
    }

    fn sheet_reference(&mut self, sheet: usize) {
        self.hole(Chunk::SheetReference(sheet));
    }

    fn days_as_text(&self) -> bool {
        true
    }
}

/// The sheets of the plans as a donor. Style numbers and sheet names stay open; days are text,
/// because a receiver may count days from 1904.
pub fn donor(plans: &[SheetPlan]) -> Donor {
    let wished: Vec<&str> = plans.iter().map(|p| p.name.as_str()).collect();
    Donor {
        styles: Arc::clone(&palette().styles),
        sheets: plans
            .iter()
            .enumerate()
            .map(|(at, plan)| sheet(at, plan, &wished))
            .collect(),
        names: names(plans)
            .into_iter()
            .map(|name| DonorName {
                name: name.name,
                sheet: name.local.then_some(name.sheet),
                refers_to: vec![
                    Chunk::SheetReference(name.sheet),
                    Chunk::Xml(Arc::from(name.place)),
                ],
                hidden: name.hidden,
            })
            .collect(),
    }
}

fn sheet(at: usize, plan: &SheetPlan, names: &[&str]) -> DonorSheet {
    let mut chunks = Chunks::default();
    let leans = worksheet::write(plan, names, false, &mut chunks);
    DonorSheet {
        name: plan.name.clone(),
        xml: chunks.finish(),
        parts: leans
            .drawing
            .map(|id| drawing(at, plan, id))
            .into_iter()
            .collect(),
        external_links: leans.external,
        hidden: plan.hidden,
    }
}

fn drawing(at: usize, plan: &SheetPlan, id: String) -> DonorPart {
    let charts = plan.charts.iter().enumerate().map(|(n, bars)| {
        let mut chunks = Chunks::default();
        chart::chart(plan, at, bars, &mut chunks);
        DonorPart {
            id: format!("rId{}", n + 1),
            relationship:
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
                    .to_owned(),
            content_type: "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
                .to_owned(),
            stem: "xl/charts/chart".to_owned(),
            extension: "xml".to_owned(),
            xml: chunks.finish(),
            parts: Vec::new(),
        }
    });
    DonorPart {
        id,
        relationship: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
            .to_owned(),
        content_type: "application/vnd.openxmlformats-officedocument.drawing+xml".to_owned(),
        stem: "xl/drawings/drawing".to_owned(),
        extension: "xml".to_owned(),
        xml: vec![Chunk::Xml(Arc::from(chart::drawing(plan)))],
        parts: charts.collect(),
    }
}
