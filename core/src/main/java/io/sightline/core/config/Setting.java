package io.sightline.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key of the configuration: a component of a config record. Its range is checked by the record's constructor, which
 * refuses with an {@link IllegalArgumentException} that gives the value and what would be right.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

    /** Says that the key must be given. */
    String REQUIRED = "\0required";

    /** As it would stand in the file: {@code 40}, {@code 200ms}, {@code true}; ignored for nested records, maps and lists, which are empty by default. */
    String byDefault() default REQUIRED;

    /** One sentence for the reference table, with the unit. */
    String doc();
}
