//! How long a service is meant to run.

use super::Service;
use crate::k8s::Image;
use crate::yaml::Node;

/// What services, images and commands are called that do one thing and end.
const ENDING: [&str; 14] = [
    "alembic",
    "bootstrap",
    "flyway",
    "init",
    "liquibase",
    "migrate",
    "migration",
    "migrations",
    "migrator",
    "seed",
    "seeder",
    "setup",
    "test",
    "tests",
];

/// What may stand around a command in a script.
const ENDS: [char; 5] = [' ', '\t', '"', '\'', ')'];

/// Settings of `deploy` that only Swarm heeds.
const OF_SWARM: [&str; 5] =
    ["endpoint_mode", "mode", "placement", "rollback_config", "update_config"];

impl Service<'_> {
    /// Whether it is for `docker stack deploy`.
    pub(crate) fn is_for_swarm(&self) -> bool {
        let deploy = self.get("deploy");
        OF_SWARM.iter().any(|key| deploy.get(key).exists())
    }

    /// Whether it is meant to run as long as the project does: it does not end by itself, and does not
    /// wait to be asked for.
    pub(crate) fn is_lasting(&self) -> bool {
        !(self.is_told_to_end()
            || self.is_awaited_to_end()
            || self.get("profiles").exists()
            || self.is_called_ending())
    }

    fn is_told_to_end(&self) -> bool {
        let deploy = self.get("deploy");
        let is_job = deploy.get("mode").text().is_some_and(|mode| mode.ends_with("-job"));
        let is_none = |count: Node| count.int() == Some(0);
        let restart = self.get("restart");
        let never = restart.text() == Some("no") || restart.bool() == Some(false);
        is_job || is_none(self.get("scale")) || is_none(deploy.get("replicas")) || never
    }

    /// Whether another service waits until it has ended.
    fn is_awaited_to_end(&self) -> bool {
        self.services.entries().any(|(_, other)| {
            let condition = other.get("depends_on").get(self.name()).get("condition");
            condition.text() == Some("service_completed_successfully")
        })
    }

    /// Whether its name, its image or the last command that it runs says that it ends.
    fn is_called_ending(&self) -> bool {
        let image = self.get("image").text().map_or("", |image| Image::new(image).base_name());
        let names = [self.name(), image].map(|name| name.split(['-', '_', '.']));
        let script = self.words().filter_map(Node::text).collect::<Vec<_>>().join(" ");
        let mut commands =
            script.rsplit([';', '&', '|', '\n']).map(|command| command.trim_matches(ENDS));
        let last = commands.find(|command| !command.is_empty()).unwrap_or_default();
        let mut parts = names.into_iter().flatten().chain(last.split([' ', ':']));
        last.starts_with("exit") || parts.any(|part| ENDING.contains(&part))
    }
}
