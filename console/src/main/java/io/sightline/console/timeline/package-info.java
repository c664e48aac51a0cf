/** Who was where and when, as events tell it, and what people say of it. */
package io.sightline.console.timeline;
