//! Meanwhile: a browser playground that shows what asynchronous programming does.
