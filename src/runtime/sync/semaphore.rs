//! A number of permits: so many may be inside at once.

use std::future::Future;
use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use crate::runtime::resource::Resource;
use crate::runtime::wait::waiting_on;
use crate::trace::{On, ResourceKind};

/// Permits under a name. Clones are the same semaphore.
#[derive(Clone, Debug)]
pub struct Semaphore {
    inner: Arc<tokio::sync::Semaphore>,
    resource: Rc<Resource>,
    size: usize,
}

impl Semaphore {
    /// A semaphore with this many permits.
    #[must_use]
    pub fn new(name: &str, permits: usize) -> Self {
        let resource = Rc::new(Resource::new(ResourceKind::Semaphore, name, Some(permits)));
        Self { inner: Arc::new(tokio::sync::Semaphore::new(permits)), resource, size: permits }
    }

    /// Waits for a permit, first come, first served. Dropping the permit gives it back.
    #[track_caller]
    pub fn acquire(&self) -> impl Future<Output = Permit> + use<> {
        let location = Location::caller();
        let semaphore = self.clone();
        async move {
            let acquired = Arc::clone(&semaphore.inner).acquire_owned();
            let on = |recorder: &crate::runtime::Recorder| On::Permit(semaphore.resource.id(recorder));
            // Nobody closes the semaphore, so there is always a permit to come.
            let permit = waiting_on(acquired, on, location).await.ok();
            semaphore.resource.acquired(semaphore.in_use());
            Permit { permit, semaphore }
        }
    }

    /// How many permits are taken.
    #[must_use]
    pub fn in_use(&self) -> usize {
        self.size - self.inner.available_permits()
    }
}

/// A permit. Dropping it gives it back, to whoever has waited longest.
#[must_use = "a permit that is dropped is given back"]
#[derive(Debug)]
pub struct Permit {
    permit: Option<OwnedSemaphorePermit>,
    semaphore: Semaphore,
}

impl Drop for Permit {
    fn drop(&mut self) {
        drop(self.permit.take());
        self.semaphore.resource.released(self.semaphore.in_use());
    }
}
