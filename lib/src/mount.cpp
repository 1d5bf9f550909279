#include "mount.hpp"

#include "os.hpp"

namespace tare {

Mount mount_of(const Context& context, int directory) {
  if (os::belongs_to_kernel(directory)) return Mount::kernels;
  FileStatus root;
  FileStatus here;
  const bool known = !os::status_of(context.descriptor(), root) && !os::status_of(directory, here);
  const bool elsewhere = known && here.id.device != root.id.device;
  return elsewhere && context.one_file_system() ? Mount::elsewhere : Mount::none;
}

}  // namespace tare
