#pragma once
/// The rows of the table, by the header that declares their members.

#include <vector>

#include "tests/engine/fiber/places/row.h"

namespace gfetch::places {

std::vector<Row> actor_rows();
std::vector<Row> async_result_rows();
std::vector<Row> channel_rows();
std::vector<Row> clock_rows();
std::vector<Row> continulet_rows();
std::vector<Row> event_rows();
std::vector<Row> fiber_rows();
std::vector<Row> fibers_rows();
std::vector<Row> greenlet_rows();
std::vector<Row> group_rows();
std::vector<Row> hub_rows();
std::vector<Row> imap_rows();
std::vector<Row> io_rows();
std::vector<Row> local_rows();
std::vector<Row> pool_rows();
std::vector<Row> queue_rows();
std::vector<Row> reach_rows();
std::vector<Row> runnable_rows();
std::vector<Row> semaphore_rows();
std::vector<Row> signal_rows();
std::vector<Row> thread_queue_rows();
std::vector<Row> timeout_rows();
std::vector<Row> wait_rows();

}  // namespace gfetch::places
