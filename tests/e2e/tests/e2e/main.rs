//! The built site in real browsers: a module a property of it.
//!
//! All of them can run side by side, but for those in [`alone`], which measure something that other
//! work on the machine would change:
//!
//! ```text
//! cargo test -p e2e --test e2e -- --skip alone:: --test-threads=4
//! cargo test -p e2e --test e2e -- alone:: --test-threads=1
//! ```

mod addresses;
mod alone;
mod blocking_worker;
mod books;
mod calm;
mod code_panel;
mod does_not_start;
mod embed_element;
mod embed_firefox;
mod embed_frame;
mod embed_protocol;
mod embed_restricted;
mod embed_types;
mod embedding;
mod every_scene;
mod everybody;
mod expectations;
mod failing_networks;
mod full_size;
mod held;
mod keyboard;
mod lanes;
mod manners;
mod moments;
mod network;
mod nginx;
mod offline;
mod other_viewers;
mod own_network;
mod page_loads;
mod parts_missing;
mod pictures;
mod playback;
mod public_network;
mod scenes_run;
mod share;
mod static_pages;
mod stops;
mod surprises;
mod trunk;
mod update;
mod visits;
