use crate::dockerfile::script::lists;
use crate::dockerfile::{Command, Operator};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let mut concerned = false;
    for step in build.steps() {
        for script in step.scripts() {
            let Some(heredoc) = script.heredoc else { continue };
            concerned = true;
            let lists: Vec<&[Command]> = lists(script.commands).collect();
            let Some((last, others)) = lists.split_last() else { continue };
            let handled = script.has_errexit() || others.iter().any(|list| traps(list));
            let Some(command) = others.iter().find_map(|list| lost(list)).filter(|_| !handled)
            else {
                continue;
            };
            let place = step.place(heredoc.span);
            let last = last.first().and_then(Command::program).unwrap_or_default();
            let program = command.program().unwrap_or_default();
            hits.at(place, [("program", &program), ("last", &last)])
                .related("lost", step.place(command.span()));
        }
    }
    if !concerned {
        hits.skip();
    }
}

/// The command in a list whose failure nobody would notice.
fn lost(list: &[Command]) -> Option<&Command> {
    let handled =
        list.iter().any(|command| command.tested || command.operator == Some(Operator::Or));
    list.iter().find(|command| command.may_fail()).filter(|_| !handled)
}

fn traps(list: &[Command]) -> bool {
    list.iter().any(|command| command.program() == Some("trap"))
}
