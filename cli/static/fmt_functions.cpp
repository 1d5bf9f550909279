// What of fmt stands in libfmt.so: Debian has no libfmt.a. Its header for the purpose defines the
// functions; the templates that fmt declares for char have to be asked for.

#include <fmt/format-inl.h>

#include <locale>

namespace fmt::detail {

template FMT_API dragonbox::decimal_fp<float> dragonbox::to_decimal(float) noexcept;
template FMT_API dragonbox::decimal_fp<double> dragonbox::to_decimal(double) noexcept;
template FMT_API std::locale locale_ref::get<std::locale>() const;
template FMT_API thousands_sep_result<char> thousands_sep_impl(locale_ref);
template FMT_API char decimal_point_impl(locale_ref);

}  // namespace fmt::detail
