package io.sightline.console.docs;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.lang.reflect.Field;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** JSON schemas of records, as {@code components/schemas} of an OpenAPI document has them. One thread. */
final class Schemas {
    private final SchemaBuilder builder;

    Schemas() {
        var config = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(
                        Option.FLATTENED_OPTIONALS,
                        Option.DEFINITIONS_FOR_ALL_OBJECTS,
                        Option.PLAIN_DEFINITION_KEYS,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                        Option.INLINE_NULLABLE_SCHEMAS,
                        Option.STANDARD_FORMATS,
                        Option.EXTRA_OPEN_API_FORMAT_VALUES)
                .without(Option.SCHEMA_VERSION_INDICATOR);
        config.forFields().withRequiredCheck(field -> !isOptional(field.getRawMember()));
        // In their declared order: the one in which they are documented and written.
        config.forTypesInGeneral()
                .withPropertySorter(Comparator.comparingInt(unused -> 0))
                .withDefinitionNamingStrategy((key, context) -> name(key.getType()));
        builder = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
    }

    /** With the record that it is declared in: others may have one of that name too. */
    private static String name(Class<?> type) {
        Class<?> enclosing = type.getEnclosingClass();
        return enclosing == null ? type.getSimpleName() : name(enclosing) + "." + type.getSimpleName();
    }

    private static String name(ResolvedType type) {
        String parameters = type.getTypeParameters().stream().map(Schemas::name).collect(Collectors.joining("And"));
        return name(type.getErasedType()) + (parameters.isEmpty() ? "" : "Of" + parameters);
    }

    private static boolean isOptional(Field field) {
        return field.getType() == Optional.class;
    }

    /** A reference to the schema of a type. */
    ObjectNode reference(Class<?> type) {
        return builder.createSchemaReference(type);
    }

    /** All that was referred to. */
    ObjectNode definitions() {
        return builder.collectDefinitions("components/schemas");
    }
}
