//! Roles, offices, people and deputies (sheets 组织-…), and who may assess 战略影响. What a role may
//! approve stands in [`super::approvals`].

use super::Typing;
use super::approvals::{self, ApprovalRule};
use super::cite::Cite;
use crate::domain::name::fold;
use chrono::NaiveDate;

/// The company's people as far as the policy knows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Organisation {
    /// Offices that people hold.
    pub roles: Vec<Role>,
    /// Branch offices.
    pub offices: Vec<Office>,
    /// People.
    pub people: Vec<Person>,
    /// Deputies.
    pub deputies: Vec<Deputy>,
    /// Who approves what.
    pub approvals: Vec<ApprovalRule>,
}

/// An office that people hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// In full (主管副总经理).
    pub name: String,
    /// Other words for it.
    pub aliases: Vec<String>,
    /// Rank; higher is higher.
    pub level: u32,
    /// May assess 战略影响 (clause 1.1.3 note 1).
    pub assesses: bool,
    /// Has a folder 审批/<职务>/.
    pub approves: bool,
    /// Its place.
    pub cite: Cite,
}

/// A branch office.
#[derive(Debug, Clone, PartialEq)]
pub struct Office {
    /// Name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
    /// What it was merged into.
    pub successor: Option<String>,
}

/// A person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// 工号.
    pub number: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: String,
    /// Office.
    pub office: Option<String>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
    /// Who takes over.
    pub successor: Option<String>,
}

/// A deputy.
#[derive(Debug, Clone, PartialEq)]
pub struct Deputy {
    /// Who.
    pub name: String,
    /// What role the form will say.
    pub own_role: Option<String>,
    /// For which role.
    pub role: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none while it lasts.
    pub until: Option<NaiveDate>,
    /// Which approvals; empty for all.
    pub matters: Vec<String>,
}

/// Whether someone may assess 战略影响 (clause 1.1.3 note 1, ruling 14c).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assessor {
    /// May, holding this role.
    Allowed(String),
    /// May, as a deputy for this role (代).
    Deputy(String),
    /// May not; the role as the policy calls it, or as typed.
    NotAllowed(String),
    /// The word fits several roles (经理): ask which.
    Ambiguous(Vec<String>),
}

impl Organisation {
    /// The role that a text names, by name or alias, white space and width aside.
    pub fn role(&self, text: &str) -> Option<&Role> {
        let wanted = fold(text);
        self.roles
            .iter()
            .find(|r| fold(&r.name) == wanted || r.aliases.iter().any(|a| fold(a) == wanted))
    }

    /// The roles that have a folder 审批/<职务>/, highest first.
    pub fn approving_roles(&self) -> Vec<&Role> {
        let mut roles: Vec<&Role> = self.roles.iter().filter(|r| r.approves).collect();
        roles.sort_by_key(|r| std::cmp::Reverse(r.level));
        roles
    }

    /// The roles that may assess 战略影响, highest first: for messages and lists.
    pub fn assessing_roles(&self) -> Vec<&str> {
        let mut roles: Vec<&Role> = self.roles.iter().filter(|r| r.assesses).collect();
        roles.sort_by_key(|r| std::cmp::Reverse(r.level));
        roles.iter().map(|r| r.name.as_str()).collect()
    }

    /// Whether a person of that name, with the role typed, may assess 战略影响 on a day.
    pub fn assessor(&self, role_text: &str, name: &str, on: NaiveDate) -> Assessor {
        if let Some(role) = self.role(role_text).filter(|r| r.assesses) {
            return Assessor::Allowed(role.name.clone());
        }
        let who = fold(name);
        let deputy = self
            .deputies
            .iter()
            .find(|d| fold(&d.name) == who && d.from <= on && d.until.is_none_or(|u| on <= u));
        if let Some(role) = deputy
            .and_then(|d| self.role(&d.role))
            .filter(|r| r.assesses)
        {
            return Assessor::Deputy(role.name.clone());
        }
        if let Some(role) = self.role(role_text) {
            return Assessor::NotAllowed(role.name.clone());
        }
        let tail = fold(role_text);
        let fitting: Vec<String> = self
            .roles
            .iter()
            .filter(|r| !tail.is_empty() && fold(&r.name).ends_with(&tail))
            .map(|r| r.name.clone())
            .collect();
        if fitting.len() > 1 {
            Assessor::Ambiguous(fitting)
        } else {
            Assessor::NotAllowed(role_text.trim().to_owned())
        }
    }

    /// A system's account name as the person whose 工号 it is; itself where none is known.
    pub fn person_of(&self, account: &str) -> String {
        let name = account.rsplit(['\\', '/']).next().unwrap_or(account);
        self.people
            .iter()
            .find(|person| fold(&person.number) == fold(name))
            .map_or_else(|| name.to_owned(), |person| person.name.clone())
    }

    /// Who holds a role (by name or alias) on a day.
    pub fn holders(&self, role: &str, on: NaiveDate) -> Vec<&str> {
        let wanted = self.role(role).map(|r| r.name.as_str());
        self.people
            .iter()
            .filter(|p| self.role(&p.role).map(|r| r.name.as_str()) == wanted && wanted.is_some())
            .filter(|p| p.from.is_none_or(|d| d <= on) && p.until.is_none_or(|d| on <= d))
            .map(|p| p.name.as_str())
            .collect()
    }

    /// The office that a folder or text names on a day, following mergers; none if not registered.
    pub fn office(&self, text: &str, on: NaiveDate) -> Option<&Office> {
        let mut wanted = fold(text);
        // As many hops as there are offices, so that a circle of successors ends.
        for _ in 0..=self.offices.len() {
            let office = self
                .offices
                .iter()
                .find(|o| fold(&o.name) == wanted || o.aliases.iter().any(|a| fold(a) == wanted))?;
            match (&office.successor, office.until) {
                (Some(next), until) if until.is_none_or(|u| u < on) => wanted = fold(next),
                _ => return Some(office),
            }
        }
        None
    }
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> Organisation {
    let roles: Vec<Role> = typing
        .table("组织-职务")
        .map(|t| {
            t.readers()
                .map(|r| Role {
                    name: r.text("职务").to_owned(),
                    aliases: r.words("别名"),
                    level: r.integer("级别").unwrap_or_default(),
                    assesses: r.flag("可评战略影响"),
                    approves: r.flag("审批夹"),
                    cite: r.cite("职务", r.text("职务").to_owned()),
                })
                .collect()
        })
        .unwrap_or_default();
    let offices = typing
        .table("组织-办事处")
        .map(|t| {
            t.readers()
                .map(|r| Office {
                    name: r.text("办事处").to_owned(),
                    aliases: r.words("别名"),
                    from: r.date("起"),
                    until: r.date("止"),
                    successor: r.some_text("并入"),
                })
                .collect()
        })
        .unwrap_or_default();
    let people = typing
        .table("组织-人员")
        .map(|t| {
            t.readers()
                .map(|r| Person {
                    number: r.text("工号").to_owned(),
                    name: r.text("姓名").to_owned(),
                    role: r.text("职务").to_owned(),
                    office: r.some_text("办事处"),
                    from: r.date("在职起"),
                    until: r.date("在职止"),
                    successor: r.some_text("接手人"),
                })
                .collect()
        })
        .unwrap_or_default();
    let deputies = typing
        .table("组织-代理")
        .map(|t| {
            t.readers()
                .filter_map(|r| {
                    Some(Deputy {
                        name: r.text("代理人").to_owned(),
                        own_role: r.some_text("代理人职务"),
                        role: r.text("所代职务").to_owned(),
                        from: r.date("起")?,
                        until: r.date("止"),
                        matters: r.words("事项"),
                    })
                })
                .collect()
        })
        .unwrap_or_default();
    Organisation {
        roles,
        offices,
        people,
        deputies,
        approvals: approvals::read(typing),
    }
}
