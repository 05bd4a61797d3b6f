//! The recorder's file is one that Python runs, and the page says what its commands are.

use std::fs;
use std::process::Command;

use anyhow::Result;
use site::recorder::{FILE, TEXT, zipapp};

/// What the file prints, started with these arguments.
fn says(arguments: &[&str]) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join(FILE);
    fs::write(&file, zipapp()?)?;
    let output = Command::new("python3").arg("-B").arg(&file).args(arguments).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn the_same_sources_are_the_same_bytes() -> Result<()> {
    assert_eq!(zipapp()?, zipapp()?);
    Ok(())
}

#[test]
fn the_page_has_every_option() -> Result<()> {
    let help = says(&["--help"])?;
    let options = help.lines().filter_map(|line| line.trim_start().strip_prefix("--"));
    for option in options.filter_map(|line| line.split(' ').next()).filter(|option| *option != "help") {
        assert!(TEXT.contains(&format!("`--{option}")), "--{option}");
    }
    Ok(())
}

#[test]
fn the_server_is_in_it() -> Result<()> {
    let scenes = says(&["server", "--help"])?;
    assert!(scenes.lines().any(|line| line.trim() == "hundred-urls"), "{scenes}");
    Ok(())
}

#[test]
fn a_program_is_recorded() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let program = folder.path().join("app.py");
    let output = folder.path().join("out.json");
    fs::write(&program, "import asyncio\nasync def main():\n    print('ran')\nasyncio.run(main())\n")?;
    let (program, name) = (program.to_string_lossy(), output.to_string_lossy());
    assert_eq!(says(&["--output", &name, &program])?.trim(), "ran");
    assert!(fs::read_to_string(&output)?.contains("\"name\":\"ran\""));
    Ok(())
}
