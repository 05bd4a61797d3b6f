//! One figure, and how it is written.

use serde_json::json;

/// One measured figure.
#[derive(Clone, Debug)]
pub struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    goal: Option<Goal>,
    against: String,
}

/// What a figure is to reach.
#[derive(Clone, Copy, Debug)]
enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Figure {
    /// A figure without a goal. `against` says what it is compared with, or how it was measured.
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str, against: impl Into<String>) -> Self {
        Self { name: name.into(), value, unit, goal: None, against: against.into() }
    }

    /// A quotient.
    pub fn ratio(name: impl Into<String>, value: f64, against: impl Into<String>) -> Self {
        Self::new(name, value, "×", against)
    }

    /// It is to be this at most.
    pub fn at_most(mut self, goal: f64) -> Self {
        self.goal = Some(Goal::AtMost(goal));
        self
    }

    /// It is to be this at least.
    pub fn at_least(mut self, goal: f64) -> Self {
        self.goal = Some(Goal::AtLeast(goal));
        self
    }

    /// A line of JSON.
    pub fn json(&self) -> String {
        let Self { name, value, unit, goal, against } = self;
        let goal = goal.map(|(Goal::AtMost(goal) | Goal::AtLeast(goal))| goal);
        json!({ "name": name, "value": value, "unit": unit, "goal": goal, "against": against }).to_string()
    }

    /// A row of the table.
    pub fn row(&self) -> String {
        let Self { name, value, unit, goal, against } = self;
        let goal = goal.map_or_else(String::new, |goal| {
            let (reached, words) = match goal {
                Goal::AtMost(goal) => (*value <= goal, format!("at most {goal}")),
                Goal::AtLeast(goal) => (*value >= goal, format!("at least {goal}")),
            };
            format!("{} {words}", if reached { '✓' } else { '✗' })
        });
        let digits = match value.abs() {
            1_000.0.. => 0,
            100.0.. => 1,
            10.0.. => 2,
            _ => 3,
        };
        format!("{name:<44} {value:>12.digits$} {unit:<5} {goal:<16} {against}")
    }
}

/// The median.
pub fn median(values: Vec<f64>) -> f64 {
    quantile(values, 0.5)
}

/// The value below which a share of all values lies; zero of none.
pub fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "an index into a list that fits into memory"
    )]
    let place = (values.len() as f64 * share) as usize;
    values.get(place.min(values.len().saturating_sub(1))).copied().unwrap_or_default()
}
